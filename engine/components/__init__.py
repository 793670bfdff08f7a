"""Graph components: `engine.understanding` as Rasa's pipeline sees it."""
