"""Reading the files that CBS and PDOK publish, in the form in which they publish them."""
