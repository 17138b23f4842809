public import Providers
public import Settings
import Value

extension BootstrapFile {
    /// The file with what its models leave open, as far as the settings say it; what the file says wins.
    ///
    /// - Throws: `SettingsError` for a provider of the settings that is not known, and `BootstrapError` with code
    ///   `invalidFile` where the settings' namespace gives two models one name.
    public func applying(_ settings: Settings, from registry: ProviderRegistry) throws -> BootstrapFile {
        var file = self
        let list = ValuePath().appending(key: "models")
        var seen: Set<String> = []
        for index in models.indices {
            let place = list.appending(index: index)
            let isSaid = source?.says(place.appending(key: "namespace")) ?? true
            let model = try settings.applied(to: models[index], from: registry, choosesNamespace: !isSaid)
            file.models[index] = model
            guard !seen.insert("\(model.namespace)/\(model.name)").inserted else { continue }
            let message = "'\(model.name)' is used twice in namespace \(model.namespace)"
            throw source?.error([(place.appending(key: "name"), message)])
                ?? BootstrapError(.invalidFile, "models[\(index)].name \(message)")
        }
        return file
    }
}
