"""Words that stand in code below the web: marked here for translation, translated where they are shown."""

N_ = str
