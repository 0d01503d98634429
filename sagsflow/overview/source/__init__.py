"""All that the database tells of one pathway, asked of the rows or kept from a while ago: figures are made of this alone."""
