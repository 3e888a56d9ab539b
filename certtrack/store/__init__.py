"""What the database knows: facts to rows and back."""
