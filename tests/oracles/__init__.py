"""Second opinions: the pay rules written again, slowly, with fractions. They import nothing of the house."""
