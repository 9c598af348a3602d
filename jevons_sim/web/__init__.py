"""Pages: one HTML file each, made from templates, scripts and words that are the package's own."""
