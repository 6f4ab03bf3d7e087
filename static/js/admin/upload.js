// Shows a picture before it is sent.

document.addEventListener("change", ({ target }) => {
  const upload = target.type === "file" && target.closest("[data-upload]");
  if (!upload) return;
  const [file] = target.files;
  let picture = upload.querySelector("[data-upload-picture]");
  if (!file?.type.startsWith("image/")) return;
  if (!picture) {
    picture = document.createElement("img");
    picture.className = "upload__picture";
    picture.dataset.uploadPicture = "";
    picture.width = 96;
    picture.height = 96;
    upload.prepend(picture);
  }
  // The policy of the page lets data in, but no blob.
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    picture.alt = `Chosen: ${file.name}`;
    picture.src = reader.result;
  });
  reader.readAsDataURL(file);
});
