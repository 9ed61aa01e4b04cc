package social.nova.http.planted;

interface IThing {}
