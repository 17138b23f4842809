{{- define "child.name" }}{{ .Chart.Name }}/{{ .Release.Name }}{{ end }}
