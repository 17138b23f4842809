import Archive
import FoundationEssentials
import Value

/// Helm's encoding of a record: JSON, gzip, base64 (`pkg/storage/driver/util.go`), which is what a ConfigMap holds. A Secret's
/// data adds another base64.
enum ReleaseCodec {
    /// The text that goes into `data.release`; of a Secret, with both layers of base64.
    static func encode(_ body: Object, in kind: RecordKind = .secret) throws(ArchiveError) -> String {
        let packed = try Gzip.pack(Value.object(body).jsonBytes(.go()))
        let text = Data(packed).base64EncodedString()
        return kind == .secret ? Data(text.utf8).base64EncodedString() : text
    }

    /// - Throws: `ReleaseCodecError`, in words that follow "the record".
    static func decode(_ text: String, in kind: RecordKind = .secret) throws(ReleaseCodecError) -> Object {
        let inner = kind == .secret ? Data(base64Encoded: text) : Data(text.utf8)
        guard let inner, var bytes = Data(base64Encoded: inner).map(Array.init) else {
            throw ReleaseCodecError("is not base64")
        }
        // Records from before Helm compressed them are plain JSON.
        if bytes.starts(with: [0x1f, 0x8b, 0x08]) {
            do {
                bytes = try Gzip.unpack(bytes, upTo: RecordLimits.unpackedBytes)
            } catch {
                throw ReleaseCodecError("cannot be unpacked: \(error)")
            }
        }
        let value: Value
        do {
            value = try Value(
                json: bytes,
                limits: JSONLimits(
                    maximumSize: RecordLimits.unpackedBytes, maximumDepth: RecordLimits.depth,
                    maximumCount: RecordLimits.values))
        } catch {
            throw ReleaseCodecError("is not JSON: \(error)")
        }
        guard let body = value.object else { throw ReleaseCodecError("is \(value.typeName), not an object") }
        for (key, type) in [("name", "string"), ("info", "object"), ("version", "integer")] {
            guard body[key]?.typeName == type else {
                throw ReleaseCodecError("has \(body[key].map { "\($0.typeName) as" } ?? "no") \(key), not \(type)")
            }
        }
        return body
    }
}

struct ReleaseCodecError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The sizes at which records are refused, each in one place.
public enum RecordLimits {
    /// Bytes of `data.release` as the object holds them; the API server takes 1 MiB for all of a Secret's data, and for all
    /// of a ConfigMap's.
    static let packedBytes = 1 << 20
    /// Bytes that a record gains, packed, between its first and its last version: the description of a failure, and when
    /// hooks ran.
    static let growth = 8 << 10
    /// Bytes of the JSON of one record.
    static let unpackedBytes = 64 << 20
    static let depth = 256
    static let values = 4_000_000
    /// How often the last record is looked for that goes between its being listed and its being read.
    static let looks = 3
    /// Revisions kept of one release, as Helm's `--history-max`.
    public static let history = 10
    /// Characters of a rollback's description, as Helm has it.
    public static let rollbackDescription = 256
    /// Releases that are listed where no other number is asked for, as with Helm.
    public static let listed = 256
    /// How often a change of a record is tried again when somebody else has changed it meanwhile.
    static let attempts = 5
    /// Records that are read at once.
    static let concurrentReads = 8
}
