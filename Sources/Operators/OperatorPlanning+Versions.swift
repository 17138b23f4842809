import Charts
public import Providers
public import Releases
import Repositories
import Versions

extension OperatorPlanning {
    /// The overrides with one version wherever they or a provider's definition give a range: of what the chart's repository
    /// holds, Helm's choice, so that conditions compare a version and the chart that is installed later is the same.
    ///
    /// Nothing is asked where no range is. A simulated operator has no repository: there, a range stands for the
    /// definition's own version.
    /// - Parameter refusal: the error for what stands where an operator's version should; by default it names the operator.
    /// - Throws: `OperatorError` with code `operatorVersion` for what is neither a version nor a range, or fits nothing;
    ///   `ReleaseError` for a chart that is not to be had.
    public func settled(
        _ overrides: [String: OperatorOverride], for providers: [Provider],
        sharing operators: [OperatorDefinition] = [], charts: ChartResolver,
        refusal: (_ name: String, _ message: String, _ hint: String?) -> any Error = {
            OperatorError(.version, "the version of operator \($0) \($1)", hint: $2)
        }
    ) async throws -> [String: OperatorOverride] {
        var settled = overrides
        let needed =
            try providers.map { try registry.operators(of: $0) } + operators.map { try registry.operators(with: $0) }
        for items in needed {
            for item in items {
                var override = settled[item.name] ?? .init()
                guard override.settledVersion == nil else { continue }
                let range = overridden(item, by: override)
                do {
                    guard case .range(let constraint)? = try OperatorVersion(range.version) else { continue }
                    guard
                        let found = try await version(
                            of: range, in: constraint, override, own: item.version, charts)
                    else { continue }
                    override.version = found
                } catch let error as VersionError {
                    throw refusal(
                        item.name,
                        "is '\(range.version)', which is neither a version nor a range of versions: \(error.detail)",
                        Self.example)
                } catch let error as VersionRefusal {
                    throw refusal(item.name, "is '\(range.version)', \(error.message)", error.hint)
                }
                override.settledVersion = override.version.flatMap(OperatorVersion.ofChart)
                settled[item.name] = override
            }
        }
        return settled
    }

    private static let example = "write 1.6.2, or a range such as ~1.6 or \">=1.5 <2\""

    /// Why a range means no version.
    private struct VersionRefusal: Error {
        var message: String
        var hint: String?
    }

    /// Nil for a chart on this machine, which has the version that it has.
    private func version(
        of item: OperatorDefinition, in range: VersionConstraint, _ override: OperatorOverride, own: String,
        _ charts: ChartResolver
    ) async throws -> String? {
        if override.chart == nil, try self.charts.replacement(for: item) != nil {
            guard let exact = OperatorVersion.whole(own), range.allows(try SemanticVersion(exact)) else {
                throw VersionRefusal(
                    message: "and which version that means cannot be told in a simulated cluster",
                    hint: "write one version, such as \(OperatorVersion.whole(own) ?? "1.6.2")")
            }
            return exact
        }
        guard case .chart(let chart, let repository) = item.source else {
            throw VersionRefusal(message: "and its files are of one version", hint: "leave the version out")
        }
        let source = try source(chart, repository, of: item, for: nil)
        if case .path = source { return nil }
        do {
            return try await charts.resolve(.source(source)).chart.metadata.version
        } catch let error as ReleaseError {
            guard let reason = error.underlying as? RepositoryError, reason.code == .noMatchingVersion else {
                throw error
            }
            throw VersionRefusal(message: "which no version of \(chart) fits", hint: error.hint)
        }
    }
}
