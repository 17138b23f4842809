import Deployments
import Exposure
import Operators
import Providers
import Releases
import Repositories
public import Value

/// A mirror that images came from by an earlier run, and that the file does not name any more: they come from where they are
/// published again.
public struct LostMirror: Sendable, Equatable {
    /// What was taken from the mirror, as it was written.
    public var prefix: String
    public var mirror: String
    /// Whose images they are, such as `operator dynamo-platform`.
    public var subjects: [String]

    /// One line for a person.
    public var text: String {
        "images of \(prefix) are no longer taken from \(mirror), which the file does not name any more: "
            + DraftText.names(subjects)
    }

    public var value: Value {
        [
            "prefix": .string(prefix), "mirror": .string(mirror), "subjects": .array(subjects.map(Value.string)),
        ]
    }
}

extension BootstrapRun {
    /// Mirrors that go with this file, by the records of what is there; each once.
    ///
    /// What cannot be read tells nothing: whoever changes the release says why.
    /// - Parameter operators: of the plan, decided about.
    /// - Throws: `CancellationError` alone.
    func lostMirrors(of plan: BootstrapPlan, _ operators: [OperatorPlan]) async throws -> [LostMirror] {
        var lost: [LostMirror] = []
        for release in Self.releases(of: plan, operators) {
            for entry in try await mirrors(lostFor: release, to: plan.file.registries) {
                let index = lost.firstIndex { $0.prefix == entry.prefix && $0.mirror == entry.mirror }
                if let index {
                    if !lost[index].subjects.contains(release.subject) { lost[index].subjects.append(release.subject) }
                } else {
                    lost.append(LostMirror(prefix: entry.prefix, mirror: entry.mirror, subjects: [release.subject]))
                }
            }
        }
        return lost
    }

    /// A release that the run brings to what the file asks for.
    private struct MirroredRelease {
        var subject: String
        var name: String
        var namespace: String
    }

    private static func releases(of plan: BootstrapPlan, _ operators: [OperatorPlan]) -> [MirroredRelease] {
        var releases = operators.filter { $0.decision?.action.makesRelease ?? true }.map {
            MirroredRelease(subject: "operator \($0.name)", name: $0.place.name, namespace: $0.place.namespace)
        }
        for (index, model) in plan.models.enumerated() {
            let (name, namespace) = (model.request.name, model.request.namespace)
            releases.append(MirroredRelease(subject: "model \(model.id)", name: name, namespace: namespace))
            guard plan.exposures[index] != nil else { continue }
            releases.append(
                MirroredRelease(
                    subject: "model \(model.id)", name: ExposurePlan.routeName(name), namespace: namespace))
        }
        return releases
    }

    private func mirrors(
        lostFor release: MirroredRelease, to others: RegistryMirrors
    ) async throws -> [RegistryMirrors.Entry] {
        do {
            return try await driver.record(release.name, namespace: release.namespace)?.mirrorsLost(to: others) ?? []
        } catch let error as CancellationError {
            throw error
        } catch {
            return []
        }
    }
}
