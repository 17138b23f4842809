import GoTemplate
import Versions

/// Sprig's semantic versions.
enum VersionFunctions {
    static func add(to functions: inout TemplateFunctions) {
        functions.add("semver", [.string]) { .object(VersionObject(try version($0.string(0)))) }
        functions.add("semverCompare", [.string, .string]) { arguments in
            let constraint: VersionConstraint
            do throws(VersionError) { constraint = try VersionConstraint(arguments.string(0)) } catch {
                throw TemplateError.call(error.message)
            }
            return .bool(constraint.allows(try version(arguments.string(1))))
        }
    }

    fileprivate static func version(_ text: String) throws(TemplateError) -> SemanticVersion {
        do throws(VersionError) { return try SemanticVersion(text) } catch { throw .call(error.message) }
    }
}

/// A `*semver.Version` with the methods that templates use.
final class VersionObject: TemplateObject {
    private let version: SemanticVersion
    private static let type = GoType(name: "*semver.Version", kind: .ptr)

    init(_ version: SemanticVersion) {
        self.version = version
        super.init(type: Self.type)
    }

    override var stringer: String? { version.description }
    override var encoded: TemplateValue? { .string(version.description) }

    override func member(_ name: String) -> Member? {
        switch name {
        case "Major": unsigned(version.major)
        case "Minor": unsigned(version.minor)
        case "Patch": unsigned(version.patch)
        case "Prerelease": constant(.string(version.prerelease))
        case "Metadata": constant(.string(version.build))
        case "Original": constant(.string(version.original))
        case "String": constant(.string(version.description))
        case "Compare": comparing { .int($0.compare(to: $1)) }
        case "Equal": comparing { .bool($0 == $1) }
        case "LessThan": comparing { .bool($0 < $1) }
        case "LessThanEqual": comparing { .bool($0 <= $1) }
        case "GreaterThan": comparing { .bool($0 > $1) }
        case "GreaterThanEqual": comparing { .bool($0 >= $1) }
        case "IncMajor": changed { SemanticVersion(major: $0.major + 1) }
        case "IncMinor": changed { SemanticVersion(major: $0.major, minor: $0.minor + 1) }
        case "IncPatch":
            changed { version in
                version.prerelease.isEmpty
                    ? SemanticVersion(major: version.major, minor: version.minor, patch: version.patch + 1)
                    : version.release
            }
        case "SetPrerelease": replacing(prerelease: true)
        case "SetMetadata": replacing(prerelease: false)
        default: nil
        }
    }

    override func isEqual(to other: TemplateObject) -> Bool {
        // Pointers: the same version object, or what DeepEqual finds equal.
        (other as? VersionObject).map { $0.version.original == version.original } ?? false
    }

    private func constant(_ value: TemplateValue) -> Member { .method(TemplateFunction { _ in value }) }

    private func unsigned(_ number: UInt64) -> Member {
        constant(.integer(TypedInteger(.uint64, bits: Int64(truncatingIfNeeded: number))))
    }

    private func comparing(_ compare: @escaping (SemanticVersion, SemanticVersion) -> TemplateValue) -> Member {
        let version = version
        return .method(
            TemplateFunction([Self.type]) { arguments in
                guard case .object(let object) = arguments[0], let other = object as? VersionObject else {
                    throw TemplateError.nilDereference
                }
                return compare(version, other.version)
            })
    }

    private func changed(_ change: @escaping (SemanticVersion) -> SemanticVersion) -> Member {
        let version = version
        return .method(TemplateFunction { _ in .object(VersionObject(change(version))) })
    }

    private func replacing(prerelease isPrerelease: Bool) -> Member {
        let version = version
        return .method(
            TemplateFunction([.string]) { arguments in
                let changed = SemanticVersion(
                    major: version.major, minor: version.minor, patch: version.patch,
                    prerelease: isPrerelease ? arguments.string(0) : version.prerelease,
                    build: isPrerelease ? version.build : arguments.string(0))
                return .object(VersionObject(changed))
            })
    }
}
