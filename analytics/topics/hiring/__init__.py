"""Where does hiring rise or fall?"""
