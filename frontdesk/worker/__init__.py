"""The worker: sends what is to be sent, pages who is to be paged, tidies up."""
