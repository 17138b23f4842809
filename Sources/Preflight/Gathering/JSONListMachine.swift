import Kubernetes
import Value

/// Takes the JSON of a list apart while its bytes arrive, in pieces of any size; pure.
///
/// Each element of `items` is collected by itself, handed on and dropped; the list is never there as a whole.
struct JSONListMachine {
    private static let items = Array("\"items\"".utf8)

    /// The list without its items.
    private var rest: [UInt8] = []
    /// Where the last text of the list itself begins: before an array, that is its key.
    private var text = 0
    /// What has come of an item.
    private var item: [UInt8] = []
    private var depth = 0
    private var isInItems = false
    private var isInText = false
    private var isEscaped = false

    /// - Parameter found: called with the bytes of each item that is complete; what it throws ends the list.
    mutating func take(_ chunk: [UInt8], _ found: ([UInt8]) throws -> Void) throws {
        for byte in chunk {
            if isInItems { try takeOfItems(byte, found) } else { try takeOfRest(byte) }
        }
    }

    /// The list without its items, when no more bytes come.
    func finished() throws -> Value {
        guard !isInItems, depth == 0 else { throw KubernetesError(.unreadable, "the list ends before it is complete") }
        return try Value(json: rest)
    }

    private mutating func takeOfRest(_ byte: UInt8) throws {
        try Self.append(byte, to: &rest)
        let wasInText = isInText
        guard !isText(byte) else {
            if !wasInText { text = rest.count - 1 }
            return
        }
        switch byte {
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "["):
            depth += 1
            isInItems = depth == 2 && rest[text...].starts(with: Self.items)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
    }

    private mutating func takeOfItems(_ byte: UInt8, _ found: ([UInt8]) throws -> Void) throws {
        guard !isText(byte) else { return try Self.append(byte, to: &item) }
        switch byte {
        case UInt8(ascii: ",") where depth == 2: return try finish(found)
        case UInt8(ascii: "]") where depth == 2:
            if !item.isEmpty { try finish(found) }
            isInItems = false
            depth -= 1
            return rest.append(byte)
        case 0x20, 0x0A, 0x0D, 0x09: if item.isEmpty { return }
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
        try Self.append(byte, to: &item)
    }

    private mutating func finish(_ found: ([UInt8]) throws -> Void) throws {
        try found(item)
        item.removeAll(keepingCapacity: true)
    }

    /// Whether the byte belongs to a text, its quotation marks included.
    private mutating func isText(_ byte: UInt8) -> Bool {
        guard isInText else {
            isInText = byte == UInt8(ascii: "\"")
            return isInText
        }
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            isInText = false
        }
        return true
    }

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) throws {
        guard bytes.count < PreflightLimits.objectBytes else {
            throw KubernetesError(
                .unreadable, "an object of the list has more than \(PreflightLimits.objectBytes) bytes")
        }
        bytes.append(byte)
    }
}
