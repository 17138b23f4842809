import Kubernetes
import Preflight
import Reports

/// What came of one cluster.
struct CheckedCluster: Sendable {
    var report: PreflightReport
    /// The kubeconfig's context; nil where there is none.
    var context: String?
    /// Ready to apply; nil where nobody asked for it, and where it is not known.
    var roles: String?
    /// What was asked for besides judging, and could not be done.
    var problems: [CommandFailure] = []
}

extension CheckedCluster {
    /// Adds the roles that let the caller do what is planned.
    ///
    /// - Throws: `CancellationError` only.
    mutating func addRoles(
        _ access: AccessNote, _ work: PlannedWork, by client: KubernetesClient, _ time: PreflightTime
    ) async throws {
        do {
            guard let seen = try await access.asked(work, by: client, within: time) else {
                return problems.append(Self.noRoles("nothing is planned"))
            }
            // Roles that close some gaps are of use; none that close all of them is no proof.
            if !seen.fact.roles.isEmpty || seen.unseen.isEmpty { roles = seen.fact.roles }
            if !seen.unseen.isEmpty { problems.append(Self.noRoles(seen.unseen.joined(separator: "; "))) }
        } catch let error as CancellationError {
            throw error
        } catch {
            problems.append(Self.noRoles("\(error)"))
        }
    }

    /// Adds those that were recorded.
    mutating func addRoles(of facts: Facts) {
        roles = AccessFact.roles(in: facts)
        if roles == nil { problems.append(Self.noRoles("they were not recorded")) }
    }

    private static func noRoles(_ reason: String) -> CommandFailure {
        CommandFailure(
            .undecided, "--print-role: which rights are missing is not known, or not for all of it: \(reason)",
            hint: "see what the checks say of the cluster, then run it again")
    }

    /// Writes the report into the cluster that it is about: the only thing that a preflight may write, and only when it
    /// is told to.
    ///
    /// - Throws: `CancellationError` only.
    mutating func publish(_ origin: ReportOrigin, by client: KubernetesClient) async throws {
        do {
            for object in OpenReportsReport.objects(report, origin: origin) {
                _ = try await client.apply(
                    object, options: ApplyOptions(fieldManager: "groundcrew", force: true, fieldValidation: .warn))
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            problems.append(Self.unpublished(error, client.server))
        }
    }

    private static func unpublished(_ error: any Error, _ server: String) -> CommandFailure {
        let start = "the report was not written into \(server)"
        if let error = error as? KubernetesError, error.code == .resourceTypeNotFound {
            return CommandFailure(
                .undecided, "\(start): it does not serve the reports of openreports.io",
                hint: "install the CRDs of OpenReports, or write a file: --report openreports=FILE")
        }
        let cause = CommandFailure(describing: error)
        return CommandFailure(
            .undecided, "\(start): \(cause.message ?? "interrupted")",
            hint: cause.hint ?? "or write a file: --report openreports=FILE")
    }
}
