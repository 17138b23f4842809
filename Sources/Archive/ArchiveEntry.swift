/// One entry of an archive, held in memory. Nothing is ever written to disk.
public struct ArchiveEntry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case file
        case directory
        /// Links and special files carry no bytes.
        case symbolicLink
        case hardLink
        case special
    }

    /// The name exactly as the archive spells it; it may be absolute or climb out: the reader of entries judges it.
    public var path: String
    public var kind: Kind
    public var bytes: [UInt8]

    public init(path: String, kind: Kind = .file, bytes: [UInt8] = []) {
        self.path = path
        self.kind = kind
        self.bytes = bytes
    }
}
