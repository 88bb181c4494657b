"""How long records are kept, holds, and their destruction by two people, with a proof that outlives them."""
