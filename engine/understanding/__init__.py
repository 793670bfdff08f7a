"""What a message means: plain functions and classes that know nothing of Rasa."""
