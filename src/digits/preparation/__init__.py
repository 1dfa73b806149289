"""From any picture of a digit to what the networks were trained on."""
