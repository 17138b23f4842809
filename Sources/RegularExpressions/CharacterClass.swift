/// A set of characters: the union of its members, or everything else when negated.
struct CharacterClass: Sendable {
    enum Member: Sendable {
        case range(ClosedRange<UInt32>)
        /// Characters of these general categories, or of all others.
        case categories(UInt32, isNegated: Bool)
        case script([ClosedRange<UInt32>], isNegated: Bool)
        /// ASCII ranges such as `\d`, or everything else.
        case ascii([ClosedRange<UInt32>], isNegated: Bool)
    }

    private let members: [Member]
    private let isNegated: Bool
    private let foldsCase: Bool
    /// The answers for ASCII.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ members: [Member], isNegated: Bool, foldsCase: Bool) {
        self.members = members
        self.isNegated = isNegated
        self.foldsCase = foldsCase
        for scalar: UInt32 in 0..<64 where matches(scalar) { low |= 1 << UInt64(scalar) }
        for scalar: UInt32 in 64..<128 where matches(scalar) { high |= 1 << UInt64(scalar - 64) }
    }

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return low >> UInt64(scalar) & 1 == 1 }
        if scalar < 128 { return high >> UInt64(scalar - 64) & 1 == 1 }
        return matches(scalar)
    }

    private func matches(_ scalar: UInt32) -> Bool {
        if foldsCase {
            return CaseFolding.orbit(of: scalar).contains(where: isMember) != isNegated
        }
        return isMember(scalar) != isNegated
    }

    private func isMember(_ scalar: UInt32) -> Bool {
        members.contains { member in
            switch member {
            case .range(let range): range.contains(scalar)
            case .ascii(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
            case .script(let ranges, let isNegated): Self.search(ranges, scalar) != isNegated
            case .categories(let mask, let isNegated): (UnicodeClasses.category(of: scalar) & mask != 0) != isNegated
            }
        }
    }

    private static func search(_ ranges: [ClosedRange<UInt32>], _ scalar: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].contains(scalar) { return true }
            if scalar < ranges[middle].lowerBound { high = middle } else { low = middle + 1 }
        }
        return false
    }
}
