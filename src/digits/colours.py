"""The colours of what is drawn."""

# Okabe & Ito's: readers who see colours differently can tell them apart.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#BBBBBB"
