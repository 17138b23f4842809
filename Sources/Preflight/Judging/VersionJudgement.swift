import Value
import Versions

/// Whether a version lies in the ranges that providers ask for.
enum VersionJudgement {
    /// Adds `inRange`, `outside` and `reasons` to a fact with a `version`; without a range everything is in it.
    static func adding(to fact: Value, ranges: [Subject.VersionRange]) -> Value {
        guard var object = fact.object, let text = object["version"]?.string else { return fact }
        let judged = ranges.map { (range: $0, reasons: reasons(text, range: $0.versions)) }
        let outside = judged.filter { !$0.reasons.isEmpty }
        object["inRange"] = .bool(outside.isEmpty)
        object["outside"] = .array(outside.map(\.range.value))
        object["reasons"] = .array(
            outside.flatMap { item in
                item.reasons.map { .string(ranges.count > 1 ? "for \(item.range.provider): \($0)" : $0) }
            })
        return .object(object)
    }

    /// Empty when the version is in range.
    private static func reasons(_ text: String, range: String) -> [String] {
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
