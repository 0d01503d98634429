"""What a resident may ask of us, and how what is held about her ends: subject access, retention, erasure, breaches."""
