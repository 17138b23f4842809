import Repositories

extension RepositoryError {
    /// What went wrong, with the URL unless `known` has told it.
    func reason(besides known: String) -> String {
        var text = message
        if let url, !known.contains(url), !message.contains(url) { text = "\(url): \(text)" }
        if let serverMessage, !serverMessage.isEmpty { text += "; the server says \"\(serverMessage)\"" }
        return text
    }

    /// For what repositories give no hint of their own.
    var nextStep: String {
        switch code {
        case .notFound, .noMatchingVersion:
            "charts move and versions go: check the URL and the version on the project's page"
        case .unauthorized, .forbidden: "log in first: groundcrew chart login, or chart repo add with --username"
        case .rateLimited, .timedOut, .serverError, .unreachable:
            "try again later; behind a proxy, set HTTPS_PROXY; offline, give a .tgz file instead"
        case .digestMismatch: "the file changed on its way or at its place: ask the repository's owner, do not use it"
        default: "check what the URL serves, or give a .tgz file instead"
        }
    }
}
