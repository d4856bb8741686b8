"""Why a fact does not hold: how near each rule comes, and what it lacks."""
