"""Where does one salary stand?"""
