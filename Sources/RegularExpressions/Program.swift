/// A pattern compiled for the matchers.
struct Program: Sendable {
    enum Instruction: Sendable {
        case match
        /// The first is preferred.
        case either(Int, Int)
        case save(slot: Int, next: Int)
        case assertion(SyntaxNode.Assertion, next: Int)
        case scalar(UInt32, next: Int)
        case any(next: Int)
        case anyButNewline(next: Int)
        case set(Int, next: Int)
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [CharacterClass] = []
    private(set) var start = 0
    /// Two for each group, the whole match first.
    let slotCount: Int
    /// Whether a match can only begin where the text does.
    private(set) var isAnchored = false
    /// The bytes that a match can begin with; nil when it may be empty.
    private(set) var firstBytes: [Bool]?

    init(_ root: SyntaxNode, groupCount: Int, pattern: String) throws(RegularExpressionError) {
        slotCount = 2 * groupCount
        do {
            let match = try add(.match)
            start = try emit(.capture(0, root), next: match)
        } catch {
            throw RegularExpressionError(code: .tooLarge, pattern: pattern, part: pattern, offset: 0)
        }
        analyse()
    }

    private struct TooLarge: Error {}

    private mutating func add(_ instruction: Instruction) throws(TooLarge) -> Int {
        guard instructions.count < RegularExpressionLimits.instructions else { throw TooLarge() }
        instructions.append(instruction)
        return instructions.count - 1
    }

    /// Code for the node that goes on at `next`; returns where it begins.
    private mutating func emit(_ node: SyntaxNode, next: Int) throws(TooLarge) -> Int {
        switch node {
        case .empty: return next
        case .scalar(let scalar): return try add(.scalar(scalar, next: next))
        case .any: return try add(.any(next: next))
        case .anyButNewline: return try add(.anyButNewline(next: next))
        case .set(let set):
            sets.append(set)
            return try add(.set(sets.count - 1, next: next))
        case .assertion(let assertion): return try add(.assertion(assertion, next: next))
        case .capture(let group, let inner):
            let end = try add(.save(slot: 2 * group + 1, next: next))
            return try add(.save(slot: 2 * group, next: try emit(inner, next: end)))
        case .sequence(let nodes):
            var next = next
            for node in nodes.reversed() { next = try emit(node, next: next) }
            return next
        case .alternatives(let nodes):
            var result: Int?
            for node in nodes.reversed() {
                let branch = try emit(node, next: next)
                result = try result.map { (rest) throws(TooLarge) in try add(.either(branch, rest)) } ?? branch
            }
            return result ?? next
        case .repeated(let inner, let minimum, let maximum, let isGreedy):
            return try emit(inner, minimum, maximum, isGreedy, next: next)
        }
    }

    private mutating func emit(
        _ inner: SyntaxNode, _ minimum: Int, _ maximum: Int?, _ isGreedy: Bool, next: Int
    ) throws(TooLarge) -> Int {
        func either(_ first: Int, _ second: Int) -> Instruction {
            isGreedy ? .either(first, second) : .either(second, first)
        }
        var next = next
        if let maximum {
            // x{2,4} is xx(x(x)?)?: each optional copy, when skipped, skips the rest too.
            let end = next
            for _ in minimum..<max(minimum, maximum) {
                let copy = try emit(inner, next: next)
                next = try add(either(copy, end))
            }
            for _ in 0..<minimum { next = try emit(inner, next: next) }
            return next
        }
        // The loop runs at least once; an inner part that may be empty keeps Go's priorities only this way.
        let end = next
        let loop = try add(.match)
        let body = try emit(inner, next: loop)
        instructions[loop] = either(body, end)
        if minimum == 0 { return inner.matchesEmpty ? try add(either(body, end)) : loop }
        next = body
        for _ in 1..<minimum { next = try emit(inner, next: next) }
        return next
    }

    // MARK: - What a match can begin with

    private mutating func analyse() {
        var first = Array(repeating: false, count: 256)
        var isAnchored = true
        var canBeEmpty = false
        var seen: Set<Int> = []
        var stack = [(start, false)]
        while let (place, isAfterStart) = stack.popLast() {
            // Once is enough: coming again with or without the anchor can only matter for the anchor.
            guard seen.insert(place * 2 + (isAfterStart ? 1 : 0)).inserted else { continue }
            switch instructions[place] {
            case .match:
                canBeEmpty = true
                if !isAfterStart { isAnchored = false }
            case .either(let left, let right): stack += [(right, isAfterStart), (left, isAfterStart)]
            case .save(_, let next): stack.append((next, isAfterStart))
            case .assertion(let assertion, let next): stack.append((next, isAfterStart || assertion == .textStart))
            case .scalar(let scalar, _):
                if !isAfterStart { isAnchored = false }
                if let byte = Unicode.Scalar(scalar).map({ Array(String(Character($0)).utf8)[0] }) {
                    first[Int(byte)] = true
                }
                // U+FFFD also stands for bytes that are not valid.
                if scalar == 0xFFFD { for byte in 128..<256 { first[byte] = true } }
            case .any, .anyButNewline:
                if !isAfterStart { isAnchored = false }
                for byte in 0..<256 { first[byte] = true }
            case .set(let index, _):
                if !isAfterStart { isAnchored = false }
                for byte in 0..<256 where byte >= 128 || sets[index].contains(UInt32(byte)) { first[byte] = true }
            }
        }
        self.isAnchored = isAnchored
        firstBytes = canBeEmpty ? nil : first
    }
}
