"""`upload: {kinds: [photo, file], max_mb: 20}`: files from the prospect.

    - id: photo
      ask: Send a photo or a plan if you have one.
      upload: {kinds: [photo, file], max_mb: 20}
      optional: true

The first file answers, later ones are added until the next question is answered. The value is text: the platform's
references with spaces between them; it prints the files' names.
"""

from __future__ import annotations

from dialogs.inputs import Uploaded
from dialogs.leads import Answer
from dialogs.script import Step, Upload
from dialogs.talk import Talk

from .base import Missed, Question, Reading, Took

MEGABYTE = 1_000_000


class AskUpload(Question[Upload]):
    def typed(self, talk: Talk, step: Step, kind: Upload, text: str) -> Reading:
        return Missed(talk.phrase("retry_upload"))

    def uploaded(self, talk: Talk, step: Step, kind: Upload, file: Uploaded, old: Answer | None) -> Reading:
        """A file; `old` is the answer that it is added to."""
        if file.kind not in kind.kinds:
            names = {"photo": "upload_photo", "file": "upload_file", "video": "upload_video", "voice": "upload_voice",
                     "audio": "upload_audio"}  # fmt: skip
            kinds = ", ".join(talk.phrase(names[one]) if one in names else one for one in kind.kinds)
            return Missed(talk.phrase("upload_kind", kinds=kinds))
        if file.size > kind.max_mb * MEGABYTE:
            return Missed(talk.phrase("upload_too_big", max_mb=kind.max_mb))
        text = file.name or file.caption or talk.phrase(f"upload_{file.kind}")
        if old is None:
            return Took(file.ref, text)
        return Took(f"{old.value} {file.ref}", f"{old.text}, {text}")
