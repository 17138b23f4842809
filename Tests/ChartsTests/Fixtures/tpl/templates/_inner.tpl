{{ define "tpl.inner" }}inner{{ end }}
{{ define "tpl.rec" }}{{ if gt . 0 }}{{ . }}{{ include "tpl.rec" (sub . 1 | int) }}{{ end }}{{ end }}
