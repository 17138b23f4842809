/// What `helm version` says.
struct HelmVersionNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
    var major: Int
    var minor: Int
    var patch: Int

    init(major: Int, minor: Int, patch: Int) {
        (self.major, self.minor, self.patch) = (major, minor, patch)
    }

    /// Reads `v4.3.1`, also with build metadata behind it; nil for anything else.
    init?(_ text: String) {
        var text = text[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        guard text.first == "v" else { return nil }
        let core = text.dropFirst().prefix { $0 != "-" && $0 != "+" }
        let numbers = core.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else {
            return nil
        }
        self.init(major: major, minor: minor, patch: patch)
    }

    var description: String { "v\(major).\(minor).\(patch)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

/// How the generations of Helm differ on the command line, as data.
struct HelmDialect: Sendable, Hashable {
    /// Waits for the built-in kinds alone: custom resources need never say that they are ready (F45).
    var wait: [String]
    /// Waits until what is removed is gone.
    var waitForRemoval: [String]
    /// Takes fields from other managers; Helm 3 does so always.
    var forceConflicts: [String]

    /// Whether `--post-renderer` takes a program; Helm 4 takes the name of a plugin.
    var postRendersByProgram: Bool

    let version: HelmVersionNumber

    /// The oldest that is driven: before, upgrades lose values (helm#32506 has the last of these faults) and records.
    static let minimum = HelmVersionNumber(major: 3, minor: 17, patch: 0)

    /// - Throws: `ReleaseError` with code `helmNotFound` for a version that is too old, or too new to be known.
    init(_ version: HelmVersionNumber) throws(ReleaseError) {
        guard version >= Self.minimum else {
            throw ReleaseError(
                .helmNotFound, "helm is \(version), and groundcrew drives \(Self.minimum) and later",
                hint: "upgrade helm, or let groundcrew install by itself: --driver native")
        }
        switch version.major {
        case 3:
            self.init(
                version, wait: ["--wait"], waitForRemoval: ["--wait"], forceConflicts: [], postRendersByProgram: true)
        // `--wait` alone means the watcher there, which waits for every custom resource.
        case 4:
            self.init(
                version, wait: ["--wait=legacy"], waitForRemoval: ["--wait=watcher"],
                forceConflicts: ["--force-conflicts"], postRendersByProgram: false)
        default:
            throw ReleaseError(
                .helmNotFound, "helm is \(version), which groundcrew does not know yet",
                hint: "use helm 3.17 or 4, or let groundcrew install by itself: --driver native")
        }
    }

    private init(
        _ version: HelmVersionNumber, wait: [String], waitForRemoval: [String], forceConflicts: [String],
        postRendersByProgram: Bool
    ) {
        self.version = version
        self.wait = wait
        self.waitForRemoval = waitForRemoval
        self.forceConflicts = forceConflicts
        self.postRendersByProgram = postRendersByProgram
    }
}
