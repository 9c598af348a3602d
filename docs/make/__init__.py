"""What makes the documentation site: MkDocs hooks and the pages that a build writes."""
