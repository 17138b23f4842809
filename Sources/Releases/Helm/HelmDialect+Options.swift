extension ReleaseOptions {
    /// Something is asked for that not every Helm does.
    var asksHelmForMore: Bool { replacesObjects || serverSide != nil || description != nil }
}

/// Options that the generations of Helm spell differently, or do not know.
extension HelmDialect {
    /// Replaces objects whole.
    var forceReplace: String { version.major == 3 ? "--force" : "--force-replace" }

    /// Nothing where this Helm can do only what is asked for.
    func serverSide(_ side: ReleaseOptions.ServerSide?) -> [String] {
        guard let side, version.major > 3 else { return [] }
        return ["--server-side=\(side.rawValue)"]
    }

    /// Whether the server applies a revision, so that fields of others stop Helm.
    ///
    /// - Parameter formerly: whether it applied the one before, or the one that is gone back to; nil where there is none.
    func appliesServerSide(_ side: ReleaseOptions.ServerSide?, formerly: Bool?) -> Bool {
        guard version.major > 3 else { return false }
        return switch side {
        case .always?: true
        case .never?: false
        case .auto?, nil: formerly ?? true
        }
    }

    /// Whether a rollback's record says what it is told to.
    var describesRollbacks: Bool { version >= HelmVersionNumber(major: 4, minor: 3, patch: 0) }

    /// Why this Helm cannot do what is asked for, and what to do instead; nil where it can.
    func obstacle(to options: ReleaseOptions, isRollback: Bool) -> (reason: String, hint: String)? {
        if options.replacesObjects, version.major > 3, options.serverSide != .never {
            return (
                "Helm 4 cannot replace objects (--force-replace) while the server applies them",
                "give --server-side=false, too"
            )
        }
        if options.serverSide == .always, version.major == 3 {
            return ("Helm 3 cannot have the server apply (--server-side)", "use Helm 4, or --driver native")
        }
        if isRollback, options.description != nil, !describesRollbacks {
            return (
                "helm \(version) keeps no --description of a rollback", "use helm 4.3 or later, or --driver native"
            )
        }
        return nil
    }
}
