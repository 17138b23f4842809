/// The order in which go-yaml writes the keys of a mapping: numbers in keys by size, letters after everything else.
///
/// Mirrors `sorter.go` of go-yaml v2.
enum KeyOrder {
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        guard let index = (0..<min(left.count, right.count)).first(where: { left[$0] != right[$0] }) else {
            return left.count < right.count
        }
        switch (isLetter(left[index]), isLetter(right[index])) {
        case (true, true): return left[index].value < right[index].value
        case (true, false): return false
        case (false, true): return true
        case (false, false): return precedes(left, right, from: index)
        }
    }

    private static func precedes(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], from index: Int) -> Bool {
        var start: Int64 = 0
        if left[index] == "0" || right[index] == "0" {
            // After a digit other than zero, zeros count as part of the number.
            for scalar in left[..<index].reversed() {
                guard isDigit(scalar) else { break }
                if scalar != "0" {
                    start = 1
                    break
                }
            }
        }
        let (leftNumber, leftEnd) = number(left, from: index, start: start)
        let (rightNumber, rightEnd) = number(right, from: index, start: start)
        if leftNumber != rightNumber { return leftNumber < rightNumber }
        if leftEnd != rightEnd { return leftEnd < rightEnd }
        return left[index].value < right[index].value
    }

    private static func number(_ text: [Unicode.Scalar], from index: Int, start: Int64) -> (Int64, end: Int) {
        var value = start
        var end = index
        while end < text.count, isDigit(text[end]) {
            value = value &* 10 &+ (Int64(text[end].value) - 48)
            end += 1
        }
        return (value, end)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value | 0x20 >= 0x61 && scalar.value | 0x20 <= 0x7A }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x30 && scalar.value <= 0x39 }
        return scalar.properties.generalCategory == .decimalNumber
    }
}
