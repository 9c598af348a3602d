"""What people read: numbers, words of figures and pages, sentences in both languages."""
