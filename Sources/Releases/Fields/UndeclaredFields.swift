import Kubernetes
import Value

/// Fields that the server's schema of a kind does not have, from its words.
///
/// A server-side apply of them is refused by every server, whatever `fieldValidation` says; other writes are refused with
/// `Strict` alone, which servers before 1.25 do not know.
enum UndeclaredFields {
    private static let words = ": field not declared in schema"

    /// The fields that the answer to a server-side apply names; none in other answers.
    ///
    /// One complaint stands behind the object, several below each other (`ValidationErrors` of structured-merge-diff).
    static func named(in error: KubernetesError) -> [FieldPath] {
        guard error.isUntypedApply else { return [] }
        return error.message.split(separator: "\n").compactMap { line in
            guard line.hasSuffix(words) else { return nil }
            let path = line.dropLast(words.count).drop { $0 == " " }
            guard let dot = path.first == "." ? path.startIndex : path.firstRange(of: ": .").map(\.upperBound) else {
                return nil
            }
            return FieldPath(text: "." + path[dot...].drop { $0 == "." })
        }
    }

    /// Whether fields that the schema does not have are why a write was refused.
    static func areMeant(by error: KubernetesError) -> Bool {
        error.isUndeclaredField || error.code == .badRequest && error.message.contains("strict decoding error: ")
    }
}
