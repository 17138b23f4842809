/// Adds up what values take in memory: maps, lists and long texts once each, however many values hold them.
///
/// An estimate: the sizes are those of 64-bit machines, without what the allocator adds.
struct MemoryCensus {
    private(set) var bytes = 0
    /// Values and entries looked at: what the count itself costs.
    private(set) var visits = 0
    /// Lists within lists and maps within maps, at the most.
    private(set) var depth = 0

    private let epoch: Int
    private var seen: Set<UInt> = []
    private var pending: [Level] = []

    /// A list or a map's values on the way down: no recursion, for values may nest a million times.
    private struct Level {
        let elements: [TemplateValue]
        var next = 0
    }

    /// Texts shorter than this are counted for each value that holds them.
    private static let sharedTextBytes = 256

    /// - Parameter epoch: a number that no census of the same maps had before.
    init(epoch: Int) { self.epoch = epoch }

    mutating func count(_ value: TemplateValue) {
        visit(value)
        while var level = pending.popLast() {
            guard level.next < level.elements.count else { continue }
            let value = level.elements[level.next]
            level.next += 1
            pending.append(level)
            depth = max(depth, pending.count)
            visit(value)
        }
    }

    private mutating func visit(_ value: TemplateValue) {
        visits += 1
        switch value {
        case .string(let text), .number(let text): count(text)
        case .rawString(let bytes), .bytes(let bytes):
            if bytes.withUnsafeBytes({ isNew($0.baseAddress) }) { self.bytes += bytes.count + 32 }
        case .list(let elements): enter(elements)
        case .typedList(let list): enter(list.elements)
        case .map(let map):
            guard map.census != epoch else { return }
            map.census = epoch
            bytes += Self.bytes(ofMap: map.count)
            for key in map.keys { count(key) }
            pending.append(Level(elements: map.values))
        case .integer: bytes += 48
        case .object: bytes += 256
        case .nil, .bool, .int, .int64, .float64, .function: break
        }
    }

    private mutating func enter(_ elements: [TemplateValue]) {
        guard !elements.isEmpty, elements.withUnsafeBytes({ isNew($0.baseAddress) }) else { return }
        bytes += Self.bytes(ofList: elements.count)
        pending.append(Level(elements: elements))
    }

    private mutating func count(_ text: String) {
        let count = text.utf8.count
        // Shorter ones live inside the value.
        guard count > 15 else { return }
        if count >= Self.sharedTextBytes {
            let isKnown = text.utf8.withContiguousStorageIfAvailable {
                !isNew($0.baseAddress.map(UnsafeRawPointer.init))
            }
            if isKnown == true { return }
        }
        bytes += count + 32
    }

    private mutating func isNew(_ address: UnsafeRawPointer?) -> Bool {
        seen.insert(UInt(bitPattern: address)).inserted
    }

    static func bytes(ofList count: Int) -> Int { 32 + count * MemoryLayout<TemplateValue>.stride }
    static func bytes(ofMap count: Int) -> Int { 256 + count * 96 }
}
