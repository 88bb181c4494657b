"""Cases from the first question to the last step, through legal gates."""
