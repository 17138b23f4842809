import Value

/// Reads the answers of the discovery endpoints.
enum DiscoveryDocument {
    /// An `APIResourceList`; subresources become part of their resource.
    static func types(in list: Value, of groupVersion: GroupVersion) -> [ResourceType] {
        var types: [ResourceType] = []
        var places: [String: Int] = [:]
        var subresources: [String: Set<String>] = [:]
        for entry in list["resources"]?.array ?? [] {
            guard let name = entry["name"]?.string, let kind = entry["kind"]?.string else { continue }
            if let slash = name.firstIndex(of: "/") {
                subresources[String(name[..<slash]), default: []].insert(String(name[name.index(after: slash)...]))
                continue
            }
            places[name] = types.count
            types.append(
                ResourceType(
                    group: groupVersion.group, version: groupVersion.version, kind: kind, plural: name,
                    singular: entry["singularName"]?.string ?? "", shortNames: strings(entry["shortNames"]),
                    isNamespaced: entry["namespaced"]?.bool ?? false, verbs: Set(strings(entry["verbs"]))))
        }
        for (name, found) in subresources {
            if let place = places[name] { types[place].subresources = found }
        }
        return types
    }

    /// An `APIGroup`, alone or as an item of an `APIGroupList`.
    static func group(in document: Value) -> APIGroup? {
        guard let name = document["name"]?.string else { return nil }
        var versions = (document["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        let preferred = document["preferredVersion"]?["version"]?.string ?? ""
        if let place = versions.firstIndex(of: preferred) {
            versions.remove(at: place)
            versions.insert(preferred, at: 0)
        }
        return APIGroup(name: name, versions: versions)
    }

    private static func strings(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }
}
