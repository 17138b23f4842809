import Repositories
import Value
import YAML

extension RegistryMirrors {
    /// - Throws: `YAMLFieldError` for what is no prefix or no mirror, comes twice, or leads to another one.
    init(_ fields: YAMLFields?) throws {
        guard let fields else {
            self.init()
            return
        }
        var mirrors: [(prefix: String, mirror: String)] = []
        for prefix in fields.object.keys {
            guard fields.object[prefix]?.string != "" else {
                throw fields.error(
                    prefix, "is empty: name what stands for it, such as mirror.example.com, or leave it out")
            }
            mirrors.append((prefix, try fields.requiredString(prefix)))
        }
        do {
            try self.init(mirrors)
        } catch {
            throw fields.error(error.prefix, error.message)
        }
    }
}
