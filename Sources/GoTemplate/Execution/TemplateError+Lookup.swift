extension TemplateError {
    /// This error, with the value it is about: the last step of `names` that could be taken from `receiver`.
    ///
    /// Says nothing where the path ends in no map, and nothing that an inner evaluation has said already.
    func about(_ names: [String], of receiver: TemplateValue, called start: String = "") -> TemplateError {
        guard lookup == nil, frames.count == 1 else { return self }
        var value = receiver
        var path = start
        var found: TemplateLookup?
        for (index, name) in names.enumerated() {
            guard case .map(let map) = value else { break }
            path += "." + name
            let member = map[name]
            found = TemplateLookup(
                owner: map.identity, key: name, path: path,
                next: names.indices.contains(index + 1) ? names[index + 1] : nil, kind: member?.kind)
            value = member ?? .nil
        }
        var error = self
        error.lookup = found
        return error
    }
}
