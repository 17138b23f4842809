/// Writes protobuf's wire format, and the lists that API servers write in it, for tests of what reads them.
public struct ProtobufWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public init(_ write: (inout ProtobufWriter) -> Void) {
        self.init()
        write(&self)
    }

    /// Bytes as they are, for what is no message.
    public mutating func raw(_ more: [UInt8]) { bytes += more }

    public mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// - Parameter wire: 0 a number, 1 eight bytes, 2 a length and as many bytes, 5 four bytes.
    public mutating func tag(_ field: UInt64, wire: UInt64) { varint(field << 3 | wire) }

    public mutating func number(_ field: UInt64, _ value: Int64) {
        tag(field, wire: 0)
        varint(UInt64(bitPattern: value))
    }

    public mutating func data(_ field: UInt64, _ content: [UInt8]) {
        tag(field, wire: 2)
        varint(UInt64(content.count))
        bytes += content
    }

    public mutating func text(_ field: UInt64, _ text: String) { data(field, Array(text.utf8)) }

    public mutating func message(_ field: UInt64, _ write: (inout ProtobufWriter) -> Void) {
        data(field, ProtobufWriter(write).bytes)
    }
}

extension ProtobufWriter {
    /// An answer of an API server: the prefix, and a `runtime.Unknown` that holds `raw`.
    public static func answer(apiVersion: String = "v1", kind: String, _ raw: [UInt8]) -> [UInt8] {
        let envelope = ProtobufWriter { envelope in
            envelope.message(1) { typeMeta in
                typeMeta.text(1, apiVersion)
                typeMeta.text(2, kind)
            }
            envelope.data(2, raw)
            envelope.text(3, "")
            envelope.text(4, "")
        }
        return Array("k8s\0".utf8) + envelope.bytes
    }

    /// A list of objects that are written already.
    public static func list(
        kind: String, _ items: [[UInt8]], resourceVersion: String = "1", continueToken: String = ""
    ) -> [UInt8] {
        let list = ProtobufWriter { list in
            list.message(1) { metadata in
                metadata.text(1, "")
                metadata.text(2, resourceVersion)
                metadata.text(3, continueToken)
            }
            for item in items { list.data(2, item) }
        }
        return answer(kind: kind, list.bytes)
    }
}
