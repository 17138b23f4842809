public import Operators
public import Providers
import Releases
import Repositories
import Value

extension BootstrapFile {
    /// A provider whose operators are brought, whether or not a model needs it.
    public struct WantedProvider: Sendable, Equatable {
        public var name: String
        /// What becomes of those of its own operators that are there already.
        public var existing: ExistingWord?
        /// What becomes of changes of its own operators that fail.
        public var onFailure: OperatorDefinition.FailurePolicy?

        public init(
            _ name: String, existing: ExistingWord? = nil, onFailure: OperatorDefinition.FailurePolicy? = nil
        ) {
            self.name = name
            self.existing = existing
            self.onFailure = onFailure
        }
    }

    /// Those that the file names.
    ///
    /// - Throws: `BootstrapError` with the place of a name that no provider has.
    func wantedProviders(in registry: ProviderRegistry) throws(BootstrapError) -> [Provider] {
        var found: [Provider] = []
        for (index, wanted) in providers.enumerated() {
            guard let provider = registry.providers.first(where: { $0.name == wanted.name }) else {
                throw refusal(
                    of: index, "name",
                    "is '\(wanted.name)'\(CloseNames.question(wanted.name, among: registry.providers.map(\.name))); "
                        + "it must be one of \(registry.providers.map(\.name).joined(separator: ", "))")
            }
            found.append(provider)
        }
        return found
    }

    /// What becomes of operators that are there already: what is said of one by its name, then what is said of its
    /// provider.
    func existingWords(of providers: [Provider]) throws(BootstrapError) -> [String: ExistingWord] {
        try said("existing", of: providers, \.existing).merging(existing) { $1 }
    }

    /// What becomes of a change of the operator that fails, as far as the file says so: of the operator itself, of its
    /// provider, or of all.
    func failurePolicies(of providers: [Provider]) throws(BootstrapError) -> [String: OperatorDefinition.FailurePolicy]
    {
        try said("onFailure", of: providers, \.onFailure)
    }

    /// What entries say of their providers' own operators.
    ///
    /// - Throws: for two entries that say different things about one that both have.
    private func said<Word: Equatable>(
        _ key: String, of providers: [Provider], _ word: KeyPath<WantedProvider, Word?>
    ) throws(BootstrapError) -> [String: Word] {
        var words: [String: Word] = [:]
        for (index, wanted) in self.providers.enumerated() {
            guard let word = wanted[keyPath: word],
                let provider = providers.first(where: { $0.name == wanted.name })
            else { continue }
            for item in provider.definition.operators {
                if let other = words[item.name], other != word {
                    throw refusal(
                        of: index, key, "is \(word) for operator \(item.name), and another entry has \(other) for it")
                }
                words[item.name] = word
            }
        }
        return words
    }

    private func refusal(of index: Int, _ key: String, _ message: String) -> BootstrapError {
        let path = ValuePath().appending(key: "providers").appending(index: index).appending(key: key)
        return source?.error([(path, message)]) ?? BootstrapError(.invalidFile, "\(path) \(message)")
    }

    /// - Throws: `BootstrapError` for mirrors of images, which Helm's own program cannot be told of.
    func checkMirrors(for driver: ReleaseEngine) throws(BootstrapError) {
        guard driver.name == "helm", registries.mapsImages else { return }
        let path = ValuePath().appending(key: "registries")
        let message = "has mirrors of images, which the driver helm cannot put in place"
        var error = source?.error([(path, message)]) ?? BootstrapError(.invalidFile, "\(path) \(message)")
        error.hint = "use the driver native, or name charts alone (oci://, https://) and give images as values"
        throw error
    }
}
