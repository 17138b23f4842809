/// Takes a list in Kubernetes' protobuf apart while its bytes arrive, in pieces of any size; pure.
///
/// The bytes are `k8s\0` and a `runtime.Unknown` (typeMeta 1, raw 2, contentEncoding 3), whose `raw` holds the list
/// (metadata 1, items 2). Each object is collected by itself, handed on and dropped; the list is never there as a whole.
/// The numbers are those of generated.proto in apimachinery's runtime and meta/v1, and in api's core/v1.
struct ProtobufListMachine {
    private enum State: Equatable {
        /// How many bytes of the prefix have come.
        case prefix(Int)
        /// Before a field, or within its tag.
        case tag
        case length(Part)
        /// Within a number that nobody asks for.
        case number
        case skipping(Int)
        case collecting(Part, Int)
    }

    /// What a field is to be taken for.
    private enum Part {
        case typeMeta, encoding, list
        case metadata, item
        case unknown
    }

    private static let prefix: [UInt8] = Array("k8s\0".utf8)

    /// Such as `NodeList`.
    let kind: String
    private var state = State.prefix(0)
    private var number = ProtobufVarint()
    /// Bytes of the list that are still to come; nil outside of it.
    private var left: Int?
    /// Of a part that came in several pieces.
    private var collected: [UInt8] = []
    private var hasKind = false
    private var hasList = false
    private var metadata = ListMetadata()

    init(kind: String) { self.kind = kind }

    /// - Parameter item: called with each object that is complete; what it throws ends the list.
    mutating func take(_ chunk: ArraySlice<UInt8>, _ item: (ProtobufMessage) throws -> Void) throws {
        var index = chunk.startIndex
        while index < chunk.endIndex {
            switch state {
            case .prefix(let count):
                guard chunk[index] == Self.prefix[count] else {
                    throw ProtobufError(.unsupported, "the answer does not begin as Kubernetes' protobuf does")
                }
                index += 1
                state = count + 1 < Self.prefix.count ? .prefix(count + 1) : .tag
            case .tag:
                try use(1)
                if let value = try number.take(chunk[index]) { try begin(try ProtobufTag(value)) }
                index += 1
            case .number:
                try use(1)
                if try number.take(chunk[index]) != nil { endField() }
                index += 1
            case .length(let part):
                try use(1)
                if let length = try number.take(chunk[index]) { try begin(part, length: length, item) }
                index += 1
            case .skipping(let count):
                let step = min(count, chunk.endIndex - index)
                try use(step)
                index += step
                state = .skipping(count - step)
                if step == count { endField() }
            case .collecting(let part, let count):
                let step = min(count, chunk.endIndex - index)
                try use(step)
                let bytes = chunk[index..<index + step]
                index += step
                state = .collecting(part, count - step)
                guard step == count, collected.isEmpty else {
                    collected.append(contentsOf: bytes)
                    if step == count { try finish(part, collected[...], item) }
                    continue
                }
                try finish(part, bytes, item)
            }
        }
    }

    /// What the list says of itself, when no more bytes come.
    func finished() throws(ProtobufError) -> ListMetadata {
        guard state == .tag, number.isEmpty, left == nil, hasList else {
            throw ProtobufError(.truncated, "the list ends before it is complete")
        }
        guard hasKind else { throw ProtobufError(.unsupported, "the answer does not say that it is a \(kind)") }
        return metadata
    }

    // MARK: - Fields

    private mutating func begin(_ tag: ProtobufTag) throws(ProtobufError) {
        number = ProtobufVarint()
        let part = part(tag.number)
        guard part == .unknown || tag.wire == .bytes else {
            throw ProtobufError(.wrongType, "field \(tag.number) of \(left == nil ? "the answer" : kind) is not bytes")
        }
        switch tag.wire {
        case .varint: state = .number
        case .fixed64: state = .skipping(8)
        case .fixed32: state = .skipping(4)
        case .bytes: state = .length(part)
        }
    }

    private func part(_ number: Int) -> Part {
        switch (left == nil, number) {
        case (true, 1): .typeMeta
        case (true, 2): .list
        case (true, 3): .encoding
        case (false, 1): .metadata
        case (false, 2): .item
        default: .unknown
        }
    }

    private mutating func begin(
        _ part: Part, length: UInt64, _ item: (ProtobufMessage) throws -> Void
    ) throws {
        number = ProtobufVarint()
        guard let count = Int(exactly: length), left.map({ count <= $0 }) ?? true else {
            throw ProtobufError(.malformed, "a field of \(kind) has \(length) bytes, more than all of it")
        }
        switch part {
        case .list:
            guard !hasList else { throw ProtobufError(.malformed, "the answer holds two lists") }
            hasList = true
            left = count
            endField()
        case .unknown:
            state = .skipping(count)
            if count == 0 { endField() }
        case .typeMeta, .encoding, .metadata, .item:
            guard count <= Limits.listItemBytes else {
                throw ProtobufError(
                    .tooLarge, "an object of \(kind) has \(count) bytes, more than \(Limits.listItemBytes)")
            }
            state = .collecting(part, count)
            if count == 0 { try finish(part, [], item) }
        }
    }

    /// The field has been read; it may have been the list's last.
    private mutating func endField() {
        state = .tag
        number = ProtobufVarint()
        if left == 0 { left = nil }
    }

    private mutating func use(_ count: Int) throws(ProtobufError) {
        guard let left else { return }
        guard count <= left else {
            throw ProtobufError(.malformed, "a field of \(kind) goes on beyond the end of the list")
        }
        self.left = left - count
    }

    private mutating func finish(
        _ part: Part, _ bytes: ArraySlice<UInt8>, _ item: (ProtobufMessage) throws -> Void
    ) throws {
        switch part {
        case .item: try item(ProtobufMessage(bytes))
        case .metadata: metadata = try ListMetadata(ProtobufMessage(bytes))
        case .typeMeta: try check(ProtobufMessage(bytes))
        case .encoding:
            guard bytes.isEmpty else {
                throw ProtobufError(
                    .unsupported, "the list is encoded as \(quoted(String(decoding: bytes, as: UTF8.self)))")
            }
        case .list, .unknown: break
        }
        collected.removeAll(keepingCapacity: true)
        endField()
    }

    private mutating func check(_ typeMeta: ProtobufMessage) throws(ProtobufError) {
        var typeMeta = typeMeta
        var found = ""
        while let field = try typeMeta.next() {
            if field.number == 2 { found = try field.text() }
        }
        guard found == kind else {
            throw ProtobufError(.unsupported, "the answer is a \(quoted(found)), not a \(kind)")
        }
        hasKind = true
    }
}
