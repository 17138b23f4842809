import Value
import Versions

/// Whether a version lies in the range that a provider asks for.
enum VersionJudgement {
    /// Adds `inRange` and `reasons` to a fact with a `version`; without a range everything is in it.
    static func adding(to fact: Value, range: String?) -> Value {
        guard var object = fact.object, let text = object["version"]?.string else { return fact }
        let reasons = reasons(text, range: range)
        object["inRange"] = .bool(reasons.isEmpty)
        object["reasons"] = .array(reasons.map(Value.string))
        return .object(object)
    }

    /// Empty when the version is in range.
    private static func reasons(_ text: String, range: String?) -> [String] {
        guard let range else { return [] }
        do {
            // Distributions append their own tags (v1.33.2-gke.1); they do not make it a prerelease.
            let version = try SemanticVersion(text)
            let constraint = try VersionConstraint(range)
            return constraint.allows(version) || constraint.allows(version.release)
                ? [] : constraint.reasons(against: version)
        } catch {
            return ["\(error)"]
        }
    }
}
