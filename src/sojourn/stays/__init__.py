"""Movements and facts to crossings, stays, authorised periods and answers, with the reason for each."""
