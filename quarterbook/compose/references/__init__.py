"""What pages name that has to be there: pictures, places that links lead to, directives."""
