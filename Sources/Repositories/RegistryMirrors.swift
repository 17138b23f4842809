public import Value

/// Where charts, files and images are taken from, instead of where they are published: prefixes, each with its mirror.
///
/// The longest prefix wins, by whole segments of the path. What lies at a mirror already stays, so that nothing is
/// rewritten twice.
public struct RegistryMirrors: Sendable, Hashable {
    /// In the order in which they were given.
    public private(set) var entries: [Entry] = []

    /// More than any file needs.
    public static let most = 100

    /// Nothing is rewritten.
    public init() {}

    /// - Throws: `MirrorError` that names the prefix, for what is no place, for a prefix that comes twice, and for mirrors
    ///   that lead to others.
    public init(_ mirrors: [(prefix: String, mirror: String)]) throws(MirrorError) {
        for (prefix, mirror) in mirrors {
            guard entries.count < Self.most else {
                throw MirrorError(prefix, "is one too many: at most \(Self.most) prefixes may stand here")
            }
            let entry = try Entry(prefix, mirror)
            if let other = entries.first(where: { $0.from == entry.from }) {
                throw MirrorError(prefix, "means the same as '\(other.prefix)': give one of them")
            }
            entries.append(entry)
        }
        for entry in entries { try check(entry) }
    }

    public var isEmpty: Bool { entries.isEmpty }

    /// Whether images may be rewritten, rather than charts and files alone.
    public var mapsImages: Bool { entries.contains { $0.from.kind == .registry } }

    // MARK: - Entries

    /// What begins with `prefix` is taken from `mirror`.
    public struct Entry: Sendable, Hashable {
        /// As it was written.
        public var prefix: String
        /// As it was written.
        public var mirror: String
        let from: MirrorPlace
        let to: MirrorPlace

        init(_ prefix: String, _ mirror: String) throws(MirrorError) {
            self.prefix = prefix
            self.mirror = mirror
            guard let from = MirrorPlace(prefix) else { throw MirrorError(prefix, Self.rule("is no prefix")) }
            guard let to = MirrorPlace(mirror) else { throw MirrorError(prefix, Self.rule("is at '\(mirror)'")) }
            guard from.kind == to.kind else {
                throw MirrorError(
                    prefix, "is at '\(mirror)', and \(from.kind.words) cannot come from \(to.kind.place)")
            }
            self.from = from
            self.to = to
        }

        private static func rule(_ what: String) -> String {
            what + "; write HOST/PATH for images and charts of a registry, oci://HOST/PATH for its charts alone, or "
                + "https://HOST/PATH for repositories and files, by whole segments, without tag, digest, login or query"
        }
    }

    /// - Throws: for a mirror that another entry would rewrite, and for one that its own prefix is at.
    private func check(_ entry: Entry) throws(MirrorError) {
        guard !entry.from.begins(with: entry.to) else {
            throw MirrorError(
                entry.prefix, "lies at its own mirror '\(entry.mirror)', so that nothing would be rewritten")
        }
        for other in entries where other != entry && other.from.kind.meets(entry.from.kind) {
            guard entry.to.begins(with: other.from) || other.from.begins(with: entry.to) else { continue }
            let isCircle = other.to.begins(with: entry.from) || entry.from.begins(with: other.to)
            throw MirrorError(
                entry.prefix,
                isCircle
                    ? "goes in a circle with '\(other.prefix)': the mirror of each is rewritten by the other"
                    : "is at '\(entry.mirror)', which '\(other.prefix)' is about: nothing is rewritten twice, so name "
                        + "where it ends up")
        }
    }

    // MARK: - Places

    /// Where the place is mirrored to, by one of the kinds; nil where it stays.
    func mirrored(_ segments: [String], _ kinds: [MirrorPlace.Kind]) -> String? {
        guard let entry = entry(for: segments, kinds) else { return nil }
        return ([entry.to.text] + segments.dropFirst(entry.from.segments.count)).joined(separator: "/")
    }

    /// What says so; nil where the place stays.
    func entry(for segments: [String], _ kinds: [MirrorPlace.Kind]) -> Entry? {
        let known = entries.filter { kinds.contains($0.from.kind) }
        guard !known.contains(where: { segments.starts(with: $0.to.segments) }) else { return nil }
        let fitting = known.filter { segments.starts(with: $0.from.segments) }
        guard let longest = fitting.map(\.from.segments.count).max() else { return nil }
        let best = fitting.filter { $0.from.segments.count == longest }
        // What is said of charts alone goes before what is said of all that a registry has.
        return best.first(where: { $0.from.kind == .charts }) ?? best.first
    }
}

/// A prefix or a mirror that cannot be one.
public struct MirrorError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The prefix that it is about, as it was written.
    public let prefix: String
    /// What follows the prefix in a sentence.
    public let message: String

    init(_ prefix: String, _ message: String) {
        self.prefix = prefix
        self.message = message
    }

    public var description: String { "\(prefix) \(message)" }
}

// MARK: - Records

extension RegistryMirrors {
    /// Each prefix with its mirror.
    public var value: Object { Object(entries.map { ($0.prefix, .string($0.mirror)) }) }

    /// What `value` gave.
    ///
    /// - Throws: `MirrorError` for what it cannot have given.
    public init(_ value: Object) throws(MirrorError) {
        try self.init(value.map { (prefix: $0.key, mirror: $0.value.string ?? "") })
    }
}
