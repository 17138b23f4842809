import TestSupport
import Value

extension Value {
    static func random(using generator: inout SplitMix, depth: Int = 0) -> Value {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 7), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator))
        case 3:
            let value = Double(bitPattern: generator.next())
            return .float(value.isFinite ? value : 0.5)
        case 4: return .string(randomText(using: &generator))
        case 5:
            return .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in random(using: &generator, depth: depth + 1) })
        default:
            var members = Object()
            for _ in 0..<Int.random(in: 0..<5, using: &generator) {
                members[randomText(using: &generator)] = random(using: &generator, depth: depth + 1)
            }
            return .object(members)
        }
    }

    private static func randomText(using generator: inout SplitMix) -> String {
        let alphabet: [Character] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{1}", "<", "é", "日", "😀", "\u{2028}", ":",
        ]
        return String(
            (0..<Int.random(in: 0..<20, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "x"
            })
    }
}
