"""What builds and checks the project; nothing here is needed when it runs."""
