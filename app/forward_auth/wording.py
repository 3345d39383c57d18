"""The words of the page of 403, in each language."""

WORDS = {
    "en": {
        "title": "Not open to your account",
        "app": "App",
        "who": "Signed in as",
        "missing": "Missing group",
        "ask": "Ask whoever runs this service to add you, or sign in with another account.",
        "other": "Sign in as somebody else",
        "profile": "Go to my profile",
        "closed": "This app is closed",
        "unreadable": "Tell whoever runs it: its proxy sent a question that cannot be read.",
    },
    "de": {
        "title": "Mit Ihrem Konto nicht zugänglich",
        "app": "App",
        "who": "Angemeldet als",
        "missing": "Fehlende Gruppe",
        "ask": "Bitten Sie den Betreiber dieses Dienstes, Sie aufzunehmen, oder melden Sie sich "
        "mit einem anderen Konto an.",
        "other": "Als jemand anderes anmelden",
        "profile": "Zu meinem Profil",
        "closed": "Diese App ist geschlossen",
        "unreadable": "Sagen Sie es dem Betreiber: Ihr Proxy hat eine Frage geschickt, die nicht "
        "zu lesen ist.",
    },
}
