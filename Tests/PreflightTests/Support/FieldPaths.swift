@testable import Preflight

extension [FieldPath] {
    /// - Parameter texts: keys between dots, none of which has to be quoted.
    static func paths(_ texts: [String]) -> [FieldPath] {
        texts.map { FieldPath(keys: $0.split(separator: ".").map(String.init)) }
    }
}
